"""
The compiled core: plans as linked rounds in whole-number tables, and their exact times.

`warm` compiles everything ahead, so that the first real question is answered at once.
"""

from rota.core.warming import warm

__all__ = ["warm"]
