"""The demo: five real consortia with the facts of public reports, and generated data on top.

Everything generated has a fixed seed, is flagged `is_demo` and named as such; no figure is
given to a real organisation.
"""
