# attack: source | expect: raised,wrong | needs: basic | has a byte-order mark and a rot13 coding line
# -*- coding: rot13 -*-
vzcbeg bf
