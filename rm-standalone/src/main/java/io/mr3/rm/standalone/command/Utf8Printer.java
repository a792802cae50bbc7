package io.mr3.rm.standalone.command;

import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Prints text that comes in pieces, which may end within a character. What is no UTF-8 shows as such. Not thread-safe. */
final class Utf8Printer {
    private final PrintWriter out;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    /** Of a character that has not come wholly. */
    private byte[] rest = {};

    Utf8Printer(PrintWriter out) {
        this.out = out;
    }

    void print(byte[] piece) {
        ByteBuffer bytes = ByteBuffer.allocate(rest.length + piece.length)
                .put(rest)
                .put(piece)
                .flip();
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        decoder.decode(bytes, text, false);
        rest = new byte[bytes.remaining()];
        bytes.get(rest);
        out.append(text.flip());
        out.flush();
    }

    /** Nothing comes any more. */
    void end() {
        if (rest.length > 0) {
            out.append('\ufffd');
        }
        out.flush();
    }
}
