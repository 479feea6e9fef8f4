"""People, units, posts, what a post covers, duty rota 人员与岗位."""
