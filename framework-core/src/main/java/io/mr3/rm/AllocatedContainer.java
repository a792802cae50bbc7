package io.mr3.rm;

import io.mr3.common.Resources;

/**
 * A container that was granted.
 *
 * @param id the resource manager's own name for it
 * @param host where it is
 * @param rack of the host; empty if unknown
 * @param resources what it holds, at least what was asked for
 * @param logFile where what the worker prints can be read; empty if unknown
 */
public record AllocatedContainer(String id, String host, String rack, Resources resources, String logFile) {}
