# expect: missing missing missing missing
