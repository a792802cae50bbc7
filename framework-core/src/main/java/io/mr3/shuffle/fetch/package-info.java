/**
 * The connections by which Tez's fetchers reach shuffle handlers, held so that those to a handler that is lost can be closed at
 * once. Tez opens them as URLs, so they are put in its way where the JVM makes connections of URLs.
 */
package io.mr3.shuffle.fetch;
