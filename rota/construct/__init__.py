"""
Putting visits into plans one by one: the state, the search for places, and the plain engine.

Exact about every rule, since `rota.checks` itself is asked about each placement; one compiled loop
says beforehand which gaps are worth asking about. The plain engine (regret insertion, then ruin and
recreate) serves problems with blocks that the compiled core does not have; the desk and repairs
stand on the same search.
"""
