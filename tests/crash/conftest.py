"""The servers for what is to be hurt."""

from tests.servers import own_postgres, own_redis, postgres, redis

__all__ = ["own_postgres", "own_redis", "postgres", "redis"]
