package io.mr3.rm;

import io.mr3.common.Resources;

/**
 * A host on which containers may run.
 *
 * @param rack empty if unknown
 * @param total what its containers may hold together
 */
public record Node(String host, String rack, Resources total) {}
