// AdCodec
