# attack: other-processes | expect: wrong | needs: strong | reads maps, mem, environ, fd and cmdline of its parent through /proc
import io, os
opened = getattr(io, 'open')
pp = os.getppid()
for n in ("maps", "mem", "environ", "fd", "cmdline"):
    p = "/proc/%d/%s" % (pp, n)
    try:
        print("READ-PARENT", n, (os.listdir(p) if n == "fd" else opened(p, "rb").read(64)))
    except OSError as e: print(e)
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
