package io.github.polywire.databus;

import java.io.IOException;
import java.io.InputStream;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.unit.DataSize;

/**
 * Reads and writes bodies with a mapper of its own, so that no setting of an application
 * around it changes what is on the wire. Which content type a request has does not
 * matter: an original client names none.
 */
final class WireJson {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private final int maxSize;

	WireJson(DataSize maxSize) {
		this.maxSize = Math.toIntExact(maxSize.toBytes());
	}

	/**
	 * Reads a body.
	 * @param <T> the type
	 * @param body the body
	 * @param type the type
	 * @return what it says
	 * @throws IOException if it cannot be received
	 * @throws DatabusException if it is too large, empty or {@code null}
	 * @throws JacksonException if it is something else
	 */
	<T> T read(InputStream body, Class<T> type) throws IOException {
		return parse(bytes(body), type);
	}

	/**
	 * Receives a body.
	 * @param body the body
	 * @return its bytes
	 * @throws IOException if it cannot be received
	 * @throws DatabusException if it is too large
	 */
	byte[] bytes(InputStream body) throws IOException {
		byte[] bytes = body.readNBytes(this.maxSize);
		if (bytes.length == this.maxSize && body.read() != -1) {
			throw DatabusException.of(HttpStatus.CONTENT_TOO_LARGE,
					"The body must not be larger than " + this.maxSize + " bytes");
		}
		return bytes;
	}

	<T> T parse(byte[] bytes, Class<T> type) {
		T value = (bytes.length > 0) ? MAPPER.readValue(bytes, type) : null;
		if (value == null) {
			throw DatabusException.badRequest("A JSON object was expected");
		}
		return value;
	}

	/**
	 * Makes an answer.
	 * @param value what to say
	 * @return the answer, with status 200
	 */
	ResponseEntity<byte[]> answer(Object value) {
		return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(MAPPER.writeValueAsBytes(value));
	}

}
