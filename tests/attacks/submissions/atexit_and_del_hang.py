# attack: time | expect: timed-out,wrong | needs: basic | hangs in atexit, in __del__ and in sys.stdout.flush
import atexit, time, weakref
atexit.register(lambda: time.sleep(1000))
class D:
    def __del__(self): time.sleep(1000)
d = D(); d.me = d
import sys; sys.stdout.flush = lambda: time.sleep(1000)
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
