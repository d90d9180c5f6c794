"""A class with variants: `assign` deals them, `publish` writes and checks them, `resolver` finds them again."""
