/**
 * The cluster for browsers and programs: one page, JSON, metrics and logs of workers, over HTTP. Nobody gets anything who does
 * not know the cluster's secret.
 */
package io.mr3.rm.standalone.web;
