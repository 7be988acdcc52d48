-- Readers of raw text: '' and blanks become null. The contract has already refused cells of another shape.
create or replace macro clean(cell) as nullif(trim(cell), '');
create or replace macro read_count(cell) as cast(clean(cell) as bigint);
create or replace macro read_number(cell) as cast(replace(clean(cell), ',', '.') as double);
-- '7822 HG' and '7822hg' -> '7822HG'
create or replace macro read_postcode(cell) as nullif(upper(replace(cell, ' ', '')), '');
-- '12 a-bis' -> '12ABIS': only what tells two house numbers apart
create or replace macro read_house(cell) as nullif(regexp_replace(upper(cell), '[^0-9A-Z]', '', 'g'), '');
create or replace macro vintage_period(wanted) as (
    select period from raw.source_used where source_id = wanted
);
create or replace macro vintage_date(wanted) as (
    select reference_date from raw.source_used where source_id = wanted
);
-- '<5': a count of 1 to 4 that the publisher hides
create or replace macro is_hidden(cell) as trim(cell) = '<5';
create or replace macro open_count(cell) as case when not is_hidden(cell) then read_count(cell) end;
-- hidden counts make a sum an interval: from `at_least` (each hidden one is 1) to 3 more per hidden cell; wider than a tenth it tells nothing
create or replace macro too_hidden(at_least, hidden) as 30 * hidden > at_least;
-- a rate of `part` in `whole` that tells too much about few people: every rate that is made here is judged by it
create or replace macro tells_too_much(part, whole) as whole < 10 or part < 5 or whole - part < 5;
-- 'NIEUWERKERK AD IJSSEL' -> 'Nieuwerkerk ad IJssel', 'LAREN NH' -> 'Laren': for places that no source writes as people do
create or replace macro word_case(word) as case
    when lower(word) in ('aan', 'ad', 'bij', 'de', 'den', 'der', 'en', 'op', 'ten', 'ter', 'van') or word like '''%' then lower(word)
    when word like 'IJ%' then 'IJ' || lower(substr(word, 3))
    else upper(word[1]) || lower(substr(word, 2))
end;
create or replace macro place_words(place) as array_to_string(
    list_transform(string_split(place, ' '), lambda w: array_to_string(list_transform(string_split(w, '-'), lambda p: word_case(p)), '-')), ' '
);
create or replace macro bare_place(place) as regexp_replace(place, ' (NH|ZH|OV|GLD|NB|LB|UT|FR|GN|DR|ZLD|FLD|GEM .*)$', '');
create or replace macro place_case(place) as upper(place_words(bare_place(place))[1]) || substr(place_words(bare_place(place)), 2);
