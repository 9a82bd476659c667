"""The ways by which a message leaves. `base.py` says what a way is, one file each is one; `CHANNELS` in `channels.py` lists them."""
