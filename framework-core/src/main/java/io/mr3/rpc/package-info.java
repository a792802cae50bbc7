/**
 * The transport: length-prefixed protobuf messages over one authenticated, persistent TCP connection per pair of
 * processes. Both sides prove that they know the application's secret before either sends a message; the secret itself
 * never travels. What arrives is handed over on the connection's event loop, in order; handlers decode and post to their
 * mailbox, nothing else.
 */
package io.mr3.rpc;
