-- the score of a school is that of its lower and upper years together, but for rounding
-- judges: core.school_need
-- needs: nothing
select school_id, load, load_lower_years, load_upper_years
from core.school_need
where abs(load - load_lower_years - load_upper_years) > 0.025;
