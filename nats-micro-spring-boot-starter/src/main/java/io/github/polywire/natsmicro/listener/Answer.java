package io.github.polywire.natsmicro.listener;

import org.springframework.util.MultiValueMap;

/**
 * What a handler's result becomes on the wire.
 *
 * @param body the body
 * @param headers the headers
 */
record Answer(byte[] body, MultiValueMap<String, String> headers) {

}
