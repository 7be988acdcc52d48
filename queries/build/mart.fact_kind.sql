-- one row per fact of the SKB factsheet, with what SKB told of 2024
create table mart.fact_kind as
select
    fact_id, name_nl, name_en,
    read_count(told_2024) as told_2024, clean(note_nl) as note_nl, clean(note_en) as note_en,
    read_count(sort_order) as sort_order, source
from raw.reference_skb_facts
order by sort_order;
