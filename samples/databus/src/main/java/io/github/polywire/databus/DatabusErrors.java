package io.github.polywire.databus;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.common.KafkaException;
import tools.jackson.core.JacksonException;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/**
 * Answers requests that failed with a status and a line of text, as clients of the
 * original service expect it.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
@RestControllerAdvice(assignableTypes = { LoginController.class, ConsumerController.class, ProducerController.class,
		LagController.class })
class DatabusErrors {

	private static final Log logger = LogFactory.getLog(DatabusErrors.class);

	private static final MediaType TEXT = MediaType.parseMediaType("text/plain; charset=utf-8");

	@ExceptionHandler
	ResponseEntity<String> answer(DatabusException ex) {
		ResponseEntity.BodyBuilder response = ResponseEntity.status(ex.status()).contentType(TEXT);
		if (!ex.challenge().isEmpty()) {
			response.header(HttpHeaders.WWW_AUTHENTICATE, ex.challenge());
		}
		return response.body(ex.getMessage());
	}

	@ExceptionHandler
	ResponseEntity<String> answer(JacksonException ex) {
		return answer(DatabusException.badRequest("The body cannot be read: " + ex.getOriginalMessage()));
	}

	@ExceptionHandler
	ResponseEntity<String> answer(MethodArgumentTypeMismatchException ex) {
		return answer(DatabusException.badRequest("The parameter '" + ex.getName() + "' has a wrong value"));
	}

	@ExceptionHandler
	ResponseEntity<String> answer(KafkaException ex) {
		logger.warn("A request failed at Kafka: " + ex);
		return answer(DatabusException.of(HttpStatus.SERVICE_UNAVAILABLE, "Kafka does not comply"));
	}

}
