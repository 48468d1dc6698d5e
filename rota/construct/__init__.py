"""
The plain engine: regret insertion, then ruin and recreate, all in Python.

It is exact about every rule, since it asks `rota.checks` itself, and slow. It serves problems with
blocks that the compiled core does not have, and it explains.
"""
