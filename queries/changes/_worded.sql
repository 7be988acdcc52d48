-- one row per change between two builds, with the words of its indicator
select change.*, w.name_nl as indicator_nl, w.name_en as indicator_en, w.unit_nl, w.unit_en, w.decimals
from change
left join indicator_word as w using (indicator_id)
order by kind, key, resource
