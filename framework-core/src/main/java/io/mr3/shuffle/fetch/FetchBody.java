package io.mr3.shuffle.fetch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The body of an answer; with its last byte its connection is free for another request. */
final class FetchBody extends InputStream {
    private final InputStream in;
    private final FetchConnection connection;
    private long left;

    FetchBody(InputStream in, long length, FetchConnection connection) {
        this.in = in;
        this.left = length;
        this.connection = connection;
        freeAtEnd();
    }

    private void freeAtEnd() {
        if (left == 0) {
            connection.answered();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        try {
            int count = in.read(bytes, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("expected " + left + " more bytes from " + connection.handler()
                        + ", the connection was closed");
            }
            left -= count;
            freeAtEnd();
            return count;
        } catch (IOException e) {
            connection.close();
            throw connection.explained(e);
        }
    }

    @Override
    public int available() throws IOException {
        return left == 0 ? 0 : (int) Math.min(left, in.available());
    }

    @Override
    public void close() {
        connection.close();
    }
}
