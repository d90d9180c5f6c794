# attack: text | expect: raised | needs: basic | puts escape sequences, bidi marks, CI commands and HTML into output and error text
print("\x1b[2J\x1b[31mPASS 100%\x1b[0m \u202eSSAP\u202c \u200b\r\n::error::x\n<script>alert(1)</script>")
class ΑrrayError(Exception): pass
raise ΑrrayError("\x1b]0;owned\x07 \u202e PASS \ud800 \x00 ::set-output name=x::y | a | b |")
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
