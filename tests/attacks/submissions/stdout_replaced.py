# attack: time | expect: timed-out,wrong | needs: basic | replaces stdout with an object whose flush never returns
import sys
class W:
    def write(self, s): return 10**9
    def flush(self):
        while True: pass
sys.stdout = sys.stderr = W()
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
