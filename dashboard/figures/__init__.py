"""Pure figures that pages share: coverage, measures, statistics, twins, ranking. No Streamlit here."""
