/**
 * Every setting of the engine: declared once as a {@link io.mr3.config.ConfigKey}, read once by
 * {@link io.mr3.config.ConfLoader}, kept in an immutable {@link io.mr3.config.Mr3Conf}. Components take typed values from
 * it where they are made and never see it again.
 */
package io.mr3.config;
