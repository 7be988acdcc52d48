-- what a person may read of the answer to a closed question: rows of its own areas, and of the wholes that these lie in
where {area} in (
    select area_code from mart.area where list_contains($readable_areas, municipality_code)
    union all
    select m.member_of
    from mart.area_member as m
    join mart.area as a on a.area_code = m.area_code and a.level = 'municipality'
    where list_contains($readable_areas, m.area_code)
)
