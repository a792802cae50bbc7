package io.mr3.rm.standalone.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** How the page looks, and the policy that lets a browser apply this style and load nothing else. */
final class PageStyle {
    static final String CSS = """
            :root { color-scheme: light dark; --line: #d5d9df; --soft: #5a6472; --good: #11734b; --odd: #8a5a00; --bad: #b3261e; }
            @media (prefers-color-scheme: dark) {
              :root { --line: #3a414b; --soft: #9aa5b4; --good: #5fce9b; --odd: #e3b341; --bad: #ff8a80; }
            }
            body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 100rem; padding: 0 1rem 3rem; }
            h1 { font-size: 1.35rem; margin: 1rem 0 .5rem; }
            h2 { font-size: 1.05rem; margin: 1.6rem 0 .3rem; }
            dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); gap: .5rem 1rem; margin: 0; }
            dt { color: var(--soft); font-size: .8rem; }
            dd { margin: 0; overflow-wrap: anywhere; }
            .scroll { overflow-x: auto; }
            table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
            th { color: var(--soft); font-size: .8rem; font-weight: 600; text-align: left; white-space: nowrap; }
            th, td { border-bottom: 1px solid var(--line); padding: .25rem .8rem .25rem 0; vertical-align: top; }
            .active, .running, .succeeded { color: var(--good); }
            .suspect, .draining, .drained, .recovering, .disconnected, .stopping, .killed { color: var(--odd); }
            .unhealthy, .lost, .quarantined, .failed { color: var(--bad); }
            .note { color: var(--soft); }
            """;

    static final String POLICY = "default-src 'none'; style-src 'sha256-" + sha256(CSS)
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private PageStyle() {}

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
