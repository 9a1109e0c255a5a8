"""Administration: accounts, keys, portfolios, webhooks, settings; the policy; the audit."""
