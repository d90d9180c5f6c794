# attack: network | expect: wrong | needs: strong | sends over TCP, UDP, a Unix socket and an abstract Unix socket
import socket
for fam, typ in ((socket.AF_INET, socket.SOCK_STREAM), (socket.AF_INET, socket.SOCK_DGRAM)):
    try:
        s = socket.socket(fam, typ); s.settimeout(0.5); s.connect(("127.0.0.1", int("@TCP_PORT@"))); s.send(b"LEAK"); print("SENT", typ)
    except OSError as e: print(e)
try:
    s = socket.socket(socket.AF_UNIX); s.connect("@CANARY_DIR@/unix.sock"); s.send(b"LEAK"); print("SENT unix")
except OSError as e: print(e)
try:
    s = socket.socket(socket.AF_UNIX); s.connect("\0@ABSTRACT_NAME@"); s.send(b"LEAK"); print("SENT abstract")
except OSError as e: print(e)
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
