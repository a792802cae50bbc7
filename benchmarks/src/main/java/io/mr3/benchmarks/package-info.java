/**
 * Benchmarks and the peers they compare with. This module ships in no distribution.
 */
package io.mr3.benchmarks;
