/**
 * What workers that many DAGs share are worth: the same DAGs one after another, first with workers of their own, then with those of one
 * open ContainerGroup.
 */
package io.mr3.benchmarks.sharing;
