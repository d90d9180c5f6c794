# attack: native-crash | expect: killed | needs: basic | dereferences a null pointer with ctypes
import ctypes
ctypes.string_at(0)
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
