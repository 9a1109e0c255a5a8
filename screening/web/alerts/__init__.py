"""The pages of alerts: the queue, one alert, approvals, suppressions, discount rules, unfreeze reviews."""
