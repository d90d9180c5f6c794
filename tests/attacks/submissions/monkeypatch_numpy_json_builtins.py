# attack: interpreter | expect: wrong,raised,killed,timed-out | needs: basic | replaces numpy comparison, json, math, struct, os.write and builtins with liars
import numpy as np, json, builtins, math, struct, os
np.allclose = np.isclose = np.array_equal = np.testing.assert_allclose = lambda *a, **k: True
json.dumps = json.loads = lambda *a, **k: '{"i":0,"verdict":"PASS"}'
json.JSONEncoder.encode = lambda self, o: '{"end":true}'
math.isclose = math.isfinite = lambda *a, **k: True
struct.pack = lambda *a: b""
builtins.all = builtins.any = lambda *a: True
builtins.abs = lambda x: 0
builtins.float = builtins.int = lambda *a: 0
os.write = lambda *a: 0
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
