/** Charts of steps over time, as SVG and as PNG. */
package io.mr3.benchmarks.sharing.chart;
