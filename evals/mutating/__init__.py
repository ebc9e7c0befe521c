"""Faithful claims made wrong on purpose, to see what the checks before display catch.

The idea of measuring a checker on minimally edited claims follows BUMP (Ma et al. 2023) and FactCC
(Kryscinski et al. 2020). The rules here read no rule of the checks: they were written by another
hand, so that what they catch is not what they were built to catch.
"""

from evals.mutating.mutants import Mutant, mutants
from evals.mutating.rates import CLASSES, DEMANDED

__all__ = ["CLASSES", "DEMANDED", "Mutant", "mutants"]
