package io.mr3.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.mr3.rpc.HandshakeMessages.Challenge;
import io.mr3.rpc.HandshakeMessages.ClientStep;
import io.mr3.rpc.HandshakeMessages.Hello;
import io.mr3.rpc.HandshakeMessages.Proof;
import io.mr3.rpc.HandshakeMessages.ServerStep;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A client written against the wire format alone, free to break it. */
final class RawPeer implements AutoCloseable {
    final Socket socket = new Socket();
    private final DataOutputStream out;
    private final DataInputStream in;
    private final Hello hello = Hello.newBuilder()
            .setProtocolVersion(1)
            .setService("echo")
            .setClientName("raw")
            .setClientNonce(ByteString.copyFrom(new byte[32]))
            .build();

    RawPeer(InetSocketAddress server) throws IOException {
        socket.connect(server, 5_000);
        socket.setSoTimeout(60_000);
        socket.setTcpNoDelay(true);
        out = new DataOutputStream(socket.getOutputStream());
        in = new DataInputStream(socket.getInputStream());
    }

    Hello hello() {
        return hello;
    }

    void send(MessageLite message) throws IOException {
        out.writeInt(message.getSerializedSize());
        message.writeTo(out);
        out.flush();
    }

    void sendHello(Hello step) throws IOException {
        send(ClientStep.newBuilder().setHello(step).build());
    }

    void sendProof(byte[] proof) throws IOException {
        send(ClientStep.newBuilder()
                .setProof(Proof.newBuilder().setClientProof(ByteString.copyFrom(proof)))
                .build());
    }

    void sendBytes(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    void sendLength(int length) throws IOException {
        out.writeInt(length);
        out.flush();
    }

    byte[] receive() throws IOException {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return frame;
    }

    ServerStep receiveStep() throws IOException {
        return ServerStep.parseFrom(receive());
    }

    /** Becomes a proper client of service {@code echo}. */
    void shakeHands(Secret secret) throws IOException {
        sendHello(hello);
        Challenge challenge = receiveStep().getChallenge();
        sendProof(secret.sign(Transcript.of(hello, challenge).ofClient()));
        if (!receiveStep().hasWelcome()) {
            throw new IOException("expected welcome");
        }
    }

    /** Whether the server ends the connection, with or without saying anything before. */
    boolean isClosedByServer() {
        try {
            while (in.read() >= 0) {
                continue;
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true; // reset: the server closed with our bytes unread
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
