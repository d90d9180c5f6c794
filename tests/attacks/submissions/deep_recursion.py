# attack: memory | expect: timed-out,out-of-memory,killed,raised | needs: basic | recurses without bound after raising the recursion limit
import sys
def f(n): return f(n + 1)
sys.setrecursionlimit(10**9)
f(0)
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
