"""The console: pages for officials and auditors, made of published documents and templates alone."""
