"""The pages of monitoring: rescreenings, incidents, coverage, monitored subjects."""
