"""A class with variants: `assign` deals them, `publish` writes and checks them, `resolver` finds them again."""

from grader.variants.assign import Held, assign
from grader.variants.resolver import Course, Resolution, Resolver, resolver

__all__ = ["Course", "Held", "Resolution", "Resolver", "assign", "resolver"]
