"""The pieces that pages are made of; each takes frozen rows or plain values and emits the key that was clicked."""
