package io.mr3.rm.standalone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.NeededFile;
import io.mr3.testkit.Await;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are fetched once, checked, and go when there are too many. */
class FileCacheTest {
    private static final ContainerId C1 = new ContainerId("app-1", 1);
    private static final ContainerId C2 = new ContainerId("app-1", 2);

    @TempDir
    Path directory;

    private final AtomicInteger opened = new AtomicInteger();

    private FileCache cache(long maxBytes) throws IOException {
        return new FileCache(directory.resolve("cache"), maxBytes, address -> {
            opened.incrementAndGet();
            return new ByteArrayInputStream(bytes(address));
        });
    }

    private static byte[] bytes(String content) {
        return content.repeat(100).getBytes(StandardCharsets.UTF_8);
    }

    private static NeededFile file(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes(content));
            return NeededFile.newBuilder()
                    .setName("lib.jar")
                    .setSource(content)
                    .setSha256(HexFormat.of().formatHex(digest))
                    .build();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aContentIsFetchedOnceAlsoForTheNextAgent() throws IOException {
        Path first = cache(1 << 20).get(C1, file("a"));
        assertEquals(first, cache(1 << 20).get(C2, file("a")));
        assertEquals(1, opened.get());
        assertEquals(new String(bytes("a"), StandardCharsets.UTF_8), Files.readString(first));
        assertFalse(Files.isWritable(first) && !System.getProperty("user.name").equals("root"));
    }

    @Test
    void whoComesFirstFetchesAndOthersWait() throws Exception {
        CountDownLatch mayRead = new CountDownLatch(1);
        FileCache cache = new FileCache(directory.resolve("cache"), 1 << 20, address -> {
            opened.incrementAndGet();
            return new InputStream() {
                private final InputStream content = new ByteArrayInputStream(bytes(address));

                @Override
                public int read() throws IOException {
                    try {
                        mayRead.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    return content.read();
                }
            };
        });
        List<CompletableFuture<Path>> all = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ContainerId user = new ContainerId("app-1", i);
            CompletableFuture<Path> got = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try {
                    got.complete(cache.get(user, file("a")));
                } catch (IOException e) {
                    got.completeExceptionally(e);
                }
            });
            thread.start();
            threads.add(thread);
            all.add(got);
        }
        Await.until(() -> threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
        mayRead.countDown();
        for (CompletableFuture<Path> got : all) {
            assertEquals(all.get(0).get(), got.get());
        }
        assertEquals(1, opened.get());
    }

    @Test
    void anotherContentIsRefusedAndNotKept() throws IOException {
        FileCache cache = cache(1 << 20);
        NeededFile wrong = file("a").toBuilder().setSource("b").build();
        RefusedException refused = assertThrows(RefusedException.class, () -> cache.get(C1, wrong));
        assertTrue(
                refused.getMessage().startsWith("file b: expected SHA-256 " + wrong.getSha256() + ", found "),
                refused.getMessage());
        try (Stream<Path> files = Files.list(directory.resolve("cache"))) {
            assertEquals(List.of(), files.toList());
        }
        RefusedException size = assertThrows(
                RefusedException.class,
                () -> cache.get(C1, file("a").toBuilder().setBytes(7).build()));
        assertEquals("file a: expected 7 bytes, found 100", size.getMessage());
        cache.get(C1, file("a"));
    }

    @Test
    void whatNobodyUsesGoesTheLongestUnusedFirst() throws IOException {
        FileCache cache = cache(250);
        Path a = cache.get(C1, file("a"));
        Path b = cache.get(C2, file("b"));
        Files.setLastModifiedTime(a, FileTime.fromMillis(1000));
        Files.setLastModifiedTime(b, FileTime.fromMillis(2000));
        ContainerId third = new ContainerId("app-1", 3);
        Path c = cache.get(third, file("c"));
        assertTrue(Files.exists(a) && Files.exists(b) && Files.exists(c), "all are in use");
        cache.release(C1);
        cache.release(C2);
        Path d = cache.get(C1, file("d"));
        assertFalse(Files.exists(a));
        assertFalse(Files.exists(b), "400 bytes are 150 too many");
        assertTrue(Files.exists(c) && Files.exists(d));
    }

    @Test
    void aFileOfUnknownContentIsCopied() throws IOException {
        FileCache cache = cache(1 << 20);
        Path target = directory.resolve("lib.jar");
        cache.copy(NeededFile.newBuilder().setName("lib.jar").setSource("x").build(), target);
        cache.copy(NeededFile.newBuilder().setName("lib.jar").setSource("y").build(), target);
        assertEquals(new String(bytes("y"), StandardCharsets.UTF_8), Files.readString(target));
        assertEquals(2, opened.get());
    }

    @Test
    void filesOfThisHostAndOfHadoopsFileSystems() throws IOException {
        FileSource source = new HadoopFileSource();
        Path file = Files.writeString(directory.resolve("a file"), "content");
        for (String address : List.of(file.toUri().toString(), file.toString())) {
            try (InputStream in = source.open(address)) {
                assertEquals("content", new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        RefusedException refused = assertThrows(RefusedException.class, () -> source.open("none:/x"));
        assertTrue(refused.getMessage().contains("No FileSystem for scheme"), refused.getMessage());
        assertEquals(
                "file " + directory + "/none does not exist",
                assertThrows(RefusedException.class, () -> source.open(directory + "/none"))
                        .getMessage());
        assertEquals(
                "file " + directory + ": expected a file, found a directory",
                assertThrows(RefusedException.class, () -> source.open(directory.toString()))
                        .getMessage());
        assertEquals(
                "expected an absolute path or an address of a file, got 'relative/path'",
                assertThrows(RefusedException.class, () -> source.open("relative/path"))
                        .getMessage());
    }
}
