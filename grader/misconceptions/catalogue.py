"""The catalogue of arithmetic mistakes: each is the forward rule of one unit with one part replaced.

The parts are those of `grader.lesson.forward.Rule`, and the ids begin with the family: ``IN`` what goes in, ``WT``
which weights, ``OP`` how a pair is combined, ``RED`` how the products are combined, ``BIAS``, ``ACT``, ``POST`` what
happens to the finished value. Choices are made for a place in a network of any size; every function works on the
last axis, so a stack of draws, or of candidates, goes through it at once. Who computes with a choice lets numpy keep
quiet (``np.errstate(all="ignore")``): a mistake divides by 0. Ids never change their meaning.
"""

from __future__ import annotations

from grader.misconceptions.adjusted import adjusted
from grader.misconceptions.combining import added_again, pairs, reduces, shifts
from grader.misconceptions.finishing import activations, finishes
from grader.misconceptions.incoming import reads, weighs
from grader.misconceptions.one_term import one_input, one_pair, one_weight
from grader.misconceptions.site import PARTS, Choice, Site

__all__ = ["PARTS", "Choice", "Site", "activations", "added_again", "choices", "finishes"]


def choices(site: Site, *, terms: bool = True) -> tuple[Choice, ...]:
    """Every choice but the right one, in the order of the parts; without those about a single term if `terms` is False.

    The ids and slots are the same for every unit of a layer if `site.together`.
    """
    return (
        *reads(site),
        *weighs(site),
        *adjusted(site),
        *(one_input(site) if terms else ()),
        *(one_weight(site) if terms else ()),
        *pairs(site),
        *(one_pair(site) if terms else ()),
        *reduces(site),
        *shifts(site),
        *activations(site),
        *finishes(),
    )
