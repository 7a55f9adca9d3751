package io.github.polywire.showcase;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.github.polywire.rabibridge.FunctionKind;
import io.github.polywire.rabibridge.RemoteCallRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * Reads the calls that come over HTTP, and says in one sentence what is wrong with those
 * that cannot be read.
 */
@Component
class GatewayRequests {

	private static final Set<String> FIELDS = new TreeSet<>(Set.of("args", "kwargs", "kind", "timeout"));

	private static final TypeReference<List<@Nullable Object>> ARGS = new TypeReference<>() {
	};

	private static final TypeReference<Map<String, @Nullable Object>> KWARGS = new TypeReference<>() {
	};

	private static final int MAX_BODY_SIZE = 16 * 1024 * 1024;

	private static final Duration MAX_TIMEOUT = Duration.ofMinutes(5);

	private final JsonMapper mapper;

	GatewayRequests(JsonMapper mapper) {
		this.mapper = mapper;
	}

	RemoteCallRequest fromBody(String function, InputStream body) throws IOException {
		byte[] bytes = readBody(body);
		JsonNode json = (bytes.length > 0) ? read("The body", bytes) : this.mapper.createObjectNode();
		if (!(json instanceof ObjectNode fields)) {
			throw badRequest("The body must be a JSON object with the fields " + FIELDS + ".");
		}
		return request(function, fields);
	}

	RemoteCallRequest fromParameters(String function, Map<String, String> parameters) {
		ObjectNode fields = this.mapper.createObjectNode();
		parameters.forEach((name, value) -> {
			if (name.equals("args") || name.equals("kwargs")) {
				fields.set(name, read("'" + name + "'", value.getBytes(StandardCharsets.UTF_8)));
			}
			else {
				fields.put(name, value);
			}
		});
		return request(function, fields);
	}

	static byte[] readBody(InputStream body) throws IOException {
		byte[] bytes = body.readNBytes(MAX_BODY_SIZE + 1);
		if (bytes.length > MAX_BODY_SIZE) {
			throw new ResponseStatusException(HttpStatus.CONTENT_TOO_LARGE,
					"The body has more than " + MAX_BODY_SIZE + " bytes.");
		}
		return bytes;
	}

	private JsonNode read(String what, byte[] json) {
		try {
			return this.mapper.readTree(json);
		}
		catch (JacksonException ex) {
			throw badRequest(what + " is not valid JSON at line %d, column %d.".formatted(ex.getLocation().getLineNr(),
					ex.getLocation().getColumnNr()));
		}
	}

	private RemoteCallRequest request(String function, ObjectNode fields) {
		for (String name : fields.propertyNames()) {
			if (!FIELDS.contains(name)) {
				throw badRequest("'" + name + "' is none of " + FIELDS + ".");
			}
		}
		RemoteCallRequest request = to(function).kind(kind(text(fields, "kind")));
		JsonNode args = fields.path("args");
		if (isGiven(args)) {
			check(args.isArray(), "'args' must be a JSON array, as in [10].");
			request = request.args(this.mapper.convertValue(args, ARGS));
		}
		JsonNode kwargs = fields.path("kwargs");
		if (isGiven(kwargs)) {
			check(kwargs.isObject(), "'kwargs' must be a JSON object, as in {\"n\": 10}.");
			request = request.kwargs(this.mapper.convertValue(kwargs, KWARGS));
		}
		String timeout = text(fields, "timeout");
		return (timeout != null) ? request.timeout(timeout(timeout)) : request;
	}

	private static RemoteCallRequest to(String function) {
		try {
			return RemoteCallRequest.to(function);
		}
		catch (IllegalArgumentException ex) {
			throw badRequest(ex.getMessage() + ".");
		}
	}

	private static boolean isGiven(JsonNode node) {
		return !node.isMissingNode() && !node.isNull();
	}

	private static @Nullable String text(ObjectNode fields, String name) {
		JsonNode node = fields.path(name);
		check(node.isValueNode() || node.isMissingNode(), "'" + name + "' must be a string.");
		String text = node.asString("");
		return text.isEmpty() ? null : text;
	}

	private static FunctionKind kind(@Nullable String text) {
		for (FunctionKind kind : FunctionKind.values()) {
			if (kind.wireName().equals((text != null) ? text : "async")) {
				return kind;
			}
		}
		throw badRequest("'kind' must be async or sync.");
	}

	static Duration timeout(String text) {
		try {
			Duration timeout = DurationStyle.detectAndParse(text);
			if (timeout.toMillis() > 0 && timeout.compareTo(MAX_TIMEOUT) <= 0) {
				return timeout;
			}
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			// Said below.
		}
		throw badRequest("'timeout' must be a duration from 1ms to 5m, as in 2s.");
	}

	private static void check(boolean valid, String otherwise) {
		if (!valid) {
			throw badRequest(otherwise);
		}
	}

	private static ResponseStatusException badRequest(String reason) {
		return new ResponseStatusException(HttpStatus.BAD_REQUEST, reason);
	}

}
