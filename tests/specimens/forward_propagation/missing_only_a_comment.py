# expect: missing missing missing missing | PY.missing_name
