-- the as-of date of the build, as its own statements ask for it
set variable as_of_date = (select as_of_date from actual.mart.build);
