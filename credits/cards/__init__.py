"""What a run learned from, in the formats that others read: plain modules, a card in and text out."""
