"""Firms, contracts, mode of service of each compound 物业服务企业."""
