# attack: memory | expect: timed-out,out-of-memory,killed | needs: basic | prints a list nested a million deep so that the recursion happens in C
x = []
for i in range(1_000_000): x = [x]
import sys; sys.setrecursionlimit(10**9)
repr(x)
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
